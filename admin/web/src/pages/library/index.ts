export { LibraryPage } from '@/pages/library/LibraryPage';
