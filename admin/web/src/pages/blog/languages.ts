import { $blog } from '@/api/blog';
import { useLanguage } from '@/i18n';

export function useSiteQuery() {
  return $blog.useQuery('get', '/api/admin/site', {}, { staleTime: 60_000 });
}

/** The settings of the site; undefined until they are known. */
export function useSite() {
  return useSiteQuery().data;
}

/** Names of languages in the language of the dashboard, by their codes. */
export function useLanguageName(): (locale: string) => string {
  const { language } = useLanguage();
  return (locale) => {
    try {
      return new Intl.DisplayNames([language], { type: 'language' }).of(locale) ?? locale;
    } catch {
      return locale; // a code that is none
    }
  };
}

/** The translation to show where only one has room: the site's own language, else the first. */
export function mainOf<T extends { locale: string }>(translations: T[], preferred: string | undefined): T | undefined {
  return translations.find(({ locale }) => locale === preferred) ?? translations[0];
}
