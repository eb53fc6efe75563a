export { ImagesPage } from '@/pages/images/ImagesPage';
