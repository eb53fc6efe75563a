import { api, bodyOf, type Schemas } from '@/api/client';
import type { CsvTable } from '@/pages/generate/csv';
import { organization } from '@/session/organization';
import { session } from '@/session/session';

export type Source = 'url' | 'csv' | 'manual';
export type NativeType = 'title' | 'description' | 'meta_description' | 'keywords' | 'bullet_points';

export const TYPES: NativeType[] = ['title', 'description', 'meta_description', 'keywords', 'bullet_points'];

export interface Order {
  source: Source;
  urls: string;
  pageImages: boolean;
  csv: CsvTable | null;
  name: string;
  price: string;
  category: string;
  features: string;
  description: string;
  template: string | null;
  types: NativeType[];
  provider: string | null;
  model: string;
}

export const EMPTY: Order = {
  source: 'url',
  urls: '',
  pageImages: false,
  csv: null,
  name: '',
  price: '',
  category: '',
  features: '',
  description: '',
  template: null,
  types: TYPES,
  provider: null,
  model: '',
};

let kept = EMPTY;

/** What has been filled in and not sent yet; it is still there when somebody comes back to the page. */
export const unsent = {
  get order(): Order {
    return kept;
  },

  keep(order: Order): void {
    kept = order;
  },
};

// A template belongs to one organization; what one person has typed is not shown to the next one.
organization.subscribe(() => unsent.keep({ ...kept, template: null }));
session.subscribe(() => {
  if (session.status === 'anonymous') unsent.keep(EMPTY);
});

export const SAMPLE: Partial<Order> = {
  source: 'manual',
  name: 'Enamel Camping Mug',
  price: '14.90 EUR',
  category: 'Outdoor',
  features: 'Holds 350 ml\nChip-resistant enamel on steel\nSafe over open fire\nDishwasher-safe',
  description: 'A light steel mug with a white enamel coat and a blue rim, for coffee at sunrise and soup at night.',
};

function lines(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** How many products are ordered, which is what it costs. */
export function productsOf(order: Order): number {
  if (order.source === 'url') return lines(order.urls).length;
  if (order.source === 'csv') return order.csv?.good.length ?? 0;
  return order.name.trim() === '' ? 0 : 1;
}

function manner(order: Order) {
  return {
    template_id: order.template,
    content_types: order.types,
    provider: order.provider,
    model: order.model.trim() || null,
  };
}

function facts(order: Order): Record<string, string | string[]> {
  const given = {
    name: order.name.trim(),
    price: order.price.trim(),
    category: order.category.trim(),
    features: lines(order.features),
    description: order.description.trim(),
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value.length > 0));
}

// Nothing is waited for: the next page shows how the work goes on.
const AT_ONCE = { Prefer: 'respond-async' };

/** Order the texts; the jobs that were made, in the order of the products. */
export async function place(order: Order, key: string): Promise<Schemas['Job'][]> {
  const header = { ...AT_ONCE, 'Idempotency-Key': key };
  const urls = lines(order.urls);
  if (order.source === 'url' && urls.length > 1) {
    const body = { ...manner(order), urls };
    return bodyOf(await api.POST('/api/v1/content/generate/bulk', { body, params: { header } })).jobs;
  }
  const body: Schemas['GenerateRequest'] = {
    ...manner(order),
    source_type: order.source,
    source_url: order.source === 'url' ? (urls[0] ?? '') : null,
    page_images: order.source === 'url' && order.pageImages,
    source_data: order.source === 'manual' ? facts(order) : null,
    csv_data: order.source === 'csv' ? (order.csv?.cleaned ?? '') : null,
  };
  const made = bodyOf(await api.POST('/api/v1/content/generate', { body, params: { header } }));
  return 'jobs' in made ? made.jobs : [made];
}
