export { GeneratePage } from '@/pages/generate/GeneratePage';
