import { type BlogSchemas, uploadTarget } from '@/api/blog';
import { Refused, Unreachable } from '@/api/errors';

export const LARGEST = 50 * 1024 * 1024;

function refusal(request: XMLHttpRequest): Refused {
  try {
    const body = JSON.parse(request.responseText) as { message?: unknown };
    return new Refused(request.status, typeof body.message === 'string' ? body.message : '');
  } catch {
    return new Refused(request.status, '');
  }
}

/** Send a file and tell how far it is, from 0 to 100; fetch cannot tell that of what it sends. */
export async function upload(file: File, progress: (percent: number) => void): Promise<BlogSchemas['MediaShown']> {
  const { url, authorization } = await uploadTarget();
  const form = new FormData();
  form.append('file', file);
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.upload.onprogress = ({ loaded, total }) => progress(Math.round((loaded / total) * 100));
    request.onerror = () => reject(new Unreachable());
    request.onload = () => {
      if (request.status === 201) resolve(JSON.parse(request.responseText));
      else reject(refusal(request));
    };
    request.open('POST', url);
    request.setRequestHeader('Authorization', authorization);
    request.send(form);
  });
}
