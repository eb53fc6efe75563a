export { OperatorPage } from '@/pages/operator/OperatorPage';
