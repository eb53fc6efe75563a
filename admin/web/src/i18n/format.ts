import { useMemo } from 'react';
import { useLanguage, useTexts } from '@/i18n';

export interface Format {
  number: (value: number) => string;
  /** A date without its time. */
  date: (iso: string) => string;
  moment: (iso: string) => string;
  /** How long ago, or how long until. */
  relative: (iso: string) => string;
  money: (cents: number, currency: string) => string;
  bytes: (size: number) => string;
  limit: (units: number) => string;
}

const STEPS: Array<[Intl.RelativeTimeFormatUnit, number]> = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];
const KILO = 1000;

function bytes(size: number, number: Intl.NumberFormat): string {
  if (size < KILO) return `${size} B`;
  return size < KILO * KILO ? `${number.format(size / KILO)} kB` : `${number.format(size / KILO / KILO)} MB`;
}

/** Numbers and times in the words of the chosen language. */
export function useFormat(): Format {
  const { language } = useLanguage();
  const { unlimited } = useTexts().common;
  return useMemo(() => {
    const number = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
    const date = new Intl.DateTimeFormat(language, { dateStyle: 'medium' });
    const moment = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });
    const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
    return {
      number: (value) => number.format(value),
      date: (iso) => date.format(new Date(iso)),
      moment: (iso) => moment.format(new Date(iso)),
      relative: (iso) => {
        const seconds = (new Date(iso).getTime() - Date.now()) / 1000;
        const [unit, size] = STEPS.find(([, length]) => Math.abs(seconds) >= length) ?? ['second', 1];
        return relative.format(Math.round(seconds / size), unit);
      },
      money: (cents, currency) =>
        new Intl.NumberFormat(language, {
          style: 'currency',
          currency,
          minimumFractionDigits: cents % 100 ? 2 : 0,
        }).format(cents / 100),
      bytes: (size) => bytes(size, number),
      limit: (units) => (units < 0 ? unlimited : number.format(units)),
    };
  }, [language, unlimited]);
}
