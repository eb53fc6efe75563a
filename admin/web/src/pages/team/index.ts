export { TeamPage } from '@/pages/team/TeamPage';
