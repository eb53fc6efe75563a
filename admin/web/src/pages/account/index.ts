export { AccountPage } from '@/pages/account/AccountPage';
