export { KeysPage } from '@/pages/keys/KeysPage';
