export { ClaimPage } from '@/pages/auth/ClaimPage';
export { ForgotPasswordPage } from '@/pages/auth/ForgotPasswordPage';
export { InvitationPage } from '@/pages/auth/InvitationPage';
export { ResetPasswordPage } from '@/pages/auth/ResetPasswordPage';
export { SignInPage } from '@/pages/auth/SignInPage';
export { SignUpPage } from '@/pages/auth/SignUpPage';
export { ConfirmEmailPage, VerifyEmailPage } from '@/pages/auth/VerifyEmailPage';
