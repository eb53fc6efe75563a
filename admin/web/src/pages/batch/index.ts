export { BatchPage } from '@/pages/batch/BatchPage';
