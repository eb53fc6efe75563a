/** What people call a picture: the last part of its address. */
export function nameOf(address: string): string {
  try {
    const { pathname, hostname } = new URL(address);
    return decodeURIComponent(pathname.split('/').findLast((part) => part !== '') ?? hostname);
  } catch {
    return address;
  }
}
