export { JobPage } from '@/pages/job/JobPage';
