import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { en } from '@/i18n/en';
import type { Translated } from '@/i18n/types';

export type Texts = Translated<typeof en>;
export type Language = 'en' | 'vi';

export const LANGUAGES: Record<Language, string> = { en: 'English', vi: 'Tiếng Việt' };
const KEY = 'contentforge.language';

interface Spoken {
  language: Language;
  texts: Texts;
  speak: (language: Language) => void;
}

const Context = createContext<Spoken>({ language: 'en', texts: en, speak: () => {} });

function preferred(): Language {
  try {
    const kept = localStorage.getItem(KEY);
    if (kept === 'en' || kept === 'vi') return kept;
  } catch {
    // storage is switched off: the browser's language decides each time
  }
  return navigator.language.toLowerCase().startsWith('vi') ? 'vi' : 'en';
}

async function load(language: Language): Promise<Texts> {
  return language === 'en' ? en : (await import('@/i18n/vi')).vi;
}

export function LanguageProvider({ children }: { children: ReactNode }) {
  const [language, setLanguage] = useState<Language>(preferred);
  const [texts, setTexts] = useState<Texts | null>(language === 'en' ? en : null);

  useEffect(() => {
    let wanted = true;
    document.documentElement.lang = language;
    void load(language).then((loaded) => wanted && setTexts(loaded));
    return () => {
      wanted = false;
    };
  }, [language]);

  const value = useMemo(() => {
    const speak = (next: Language) => {
      setLanguage(next);
      try {
        localStorage.setItem(KEY, next);
      } catch {
        // as above
      }
    };
    return { language, texts: texts ?? en, speak };
  }, [language, texts]);

  return texts === null ? null : <Context value={value}>{children}</Context>;
}

export function useTexts(): Texts {
  return useContext(Context).texts;
}

export function useLanguage(): Spoken {
  return useContext(Context);
}
