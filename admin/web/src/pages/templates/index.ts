export { TemplatesPage } from '@/pages/templates/TemplatesPage';
