/** What the sample product says where a placeholder stands; the names are those that the server knows. */
export const SAMPLE: Record<string, string> = {
  product_name: 'Enamel Camping Mug',
  price: '14.90 EUR',
  brand: 'Northfield',
  category: 'Outdoor',
  features: 'Holds 350 ml; chip-resistant enamel on steel; safe over open fire',
  description: 'A light steel mug with a white enamel coat and a blue rim.',
  sku: 'NF-350-W',
  source_url: 'https://shop.example.com/products/mug',
  tone: 'professional',
  style: 'detailed',
  content_type: 'description',
  language: 'en',
};

export interface Filled {
  parts: Array<{ text: string; from: string | null }>;
  unknown: string[];
}

/** Put the sample product into an instruction; `$${` and unknown names stay as they are. */
export function fill(instruction: string, voice: { tone: string; style: string }): Filled {
  const values: Record<string, string> = { ...SAMPLE, ...voice };
  const unknown: string[] = [];
  const parts = instruction.split(/(\$\{[^}]*\})/).map((text) => {
    const name = /^\$\{([^}]*)\}$/.exec(text)?.[1]?.trim();
    if (name === undefined) return { text, from: null };
    const value = values[name];
    if (value === undefined) unknown.push(name);
    return { text: value ?? text, from: name };
  });
  return { parts, unknown };
}
