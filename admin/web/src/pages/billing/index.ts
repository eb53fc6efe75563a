export { BillingPage } from '@/pages/billing/BillingPage';
