import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router';
import { nextOf, signedIn, signUpOf, tokenOf } from '@/app/guards';
import { Arriving, Opening } from '@/shell/Arriving';
import { Crash, NotFound } from '@/shell/Failures';

// Shorter ways to a page are passed over in silence.
const PATIENCE_MS = 300;

const root = createRootRoute({ component: Outlet, notFoundComponent: NotFound });

const auth = () => import('@/pages/auth');
const doors = [
  createRoute({
    getParentRoute: () => root,
    pendingComponent: Opening,
    path: '/sign-in',
    validateSearch: nextOf,
    component: lazyRouteComponent(auth, 'SignInPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    pendingComponent: Opening,
    path: '/sign-up',
    validateSearch: signUpOf,
    component: lazyRouteComponent(auth, 'SignUpPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    pendingComponent: Opening,
    path: '/forgot-password',
    component: lazyRouteComponent(auth, 'ForgotPasswordPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    pendingComponent: Opening,
    path: '/reset-password',
    validateSearch: tokenOf,
    component: lazyRouteComponent(auth, 'ResetPasswordPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    pendingComponent: Opening,
    path: '/claim',
    validateSearch: tokenOf,
    component: lazyRouteComponent(auth, 'ClaimPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    pendingComponent: Opening,
    path: '/verify-email',
    validateSearch: tokenOf,
    component: lazyRouteComponent(auth, 'VerifyEmailPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    pendingComponent: Opening,
    path: '/confirm-email',
    validateSearch: tokenOf,
    component: lazyRouteComponent(auth, 'ConfirmEmailPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    pendingComponent: Opening,
    path: '/invitation',
    validateSearch: tokenOf,
    component: lazyRouteComponent(auth, 'InvitationPage'),
  }),
] as const;

const inside = createRoute({
  getParentRoute: () => root,
  pendingComponent: Opening,
  id: 'inside',
  beforeLoad: signedIn,
  component: lazyRouteComponent(() => import('@/shell/Shell'), 'Shell'),
});

const blog = () => import('@/pages/blog');
const post = () => import('@/pages/blog/post');
// One page with two addresses: it stays where it is when a new post is saved.
const writing = createRoute({
  getParentRoute: () => inside,
  id: 'writing',
  component: lazyRouteComponent(post, 'PostPage'),
});
const posts = [
  createRoute({ getParentRoute: () => writing, path: '/blog/new' }),
  createRoute({ getParentRoute: () => writing, path: '/blog/posts/$postId' }),
] as const;

const pages = [
  writing.addChildren(posts),
  createRoute({
    getParentRoute: () => inside,
    path: '/',
    beforeLoad: () => {
      throw redirect({ to: '/generate', replace: true });
    },
  }),
  createRoute({
    getParentRoute: () => inside,
    path: '/generate',
    component: lazyRouteComponent(() => import('@/pages/generate'), 'GeneratePage'),
  }),
  createRoute({
    getParentRoute: () => inside,
    path: '/jobs/$jobId',
    component: lazyRouteComponent(() => import('@/pages/job'), 'JobPage'),
  }),
  createRoute({
    getParentRoute: () => inside,
    path: '/batch',
    validateSearch: (search): { ids: string } => ({ ids: typeof search.ids === 'string' ? search.ids : '' }),
    component: lazyRouteComponent(() => import('@/pages/batch'), 'BatchPage'),
  }),
  createRoute({
    getParentRoute: () => inside,
    path: '/library',
    component: lazyRouteComponent(() => import('@/pages/library'), 'LibraryPage'),
  }),
  createRoute({
    getParentRoute: () => inside,
    path: '/images',
    component: lazyRouteComponent(() => import('@/pages/images'), 'ImagesPage'),
  }),
  createRoute({
    getParentRoute: () => inside,
    path: '/templates',
    component: lazyRouteComponent(() => import('@/pages/templates'), 'TemplatesPage'),
  }),
  createRoute({
    getParentRoute: () => inside,
    path: '/blog',
    component: lazyRouteComponent(blog, 'PostsPage'),
  }),
  createRoute({
    getParentRoute: () => inside,
    path: '/blog/categories',
    component: lazyRouteComponent(blog, 'CategoriesPage'),
  }),
  createRoute({
    getParentRoute: () => inside,
    path: '/blog/tags',
    component: lazyRouteComponent(blog, 'TagsPage'),
  }),
  createRoute({
    getParentRoute: () => inside,
    path: '/blog/media',
    component: lazyRouteComponent(blog, 'MediaPage'),
  }),
  createRoute({
    getParentRoute: () => inside,
    path: '/billing',
    validateSearch: (search): { checkout?: string } =>
      typeof search.checkout === 'string' ? { checkout: search.checkout } : {},
    component: lazyRouteComponent(() => import('@/pages/billing'), 'BillingPage'),
  }),
  createRoute({
    getParentRoute: () => inside,
    path: '/keys',
    component: lazyRouteComponent(() => import('@/pages/keys'), 'KeysPage'),
  }),
  createRoute({
    getParentRoute: () => inside,
    path: '/team',
    component: lazyRouteComponent(() => import('@/pages/team'), 'TeamPage'),
  }),
  createRoute({
    getParentRoute: () => inside,
    path: '/account',
    component: lazyRouteComponent(() => import('@/pages/account'), 'AccountPage'),
  }),
  createRoute({
    getParentRoute: () => inside,
    path: '/operator',
    validateSearch: (search): { tab?: string } => (typeof search.tab === 'string' ? { tab: search.tab } : {}),
    component: lazyRouteComponent(() => import('@/pages/operator'), 'OperatorPage'),
  }),
] as const;

export const router = createRouter({
  routeTree: root.addChildren([...doors, inside.addChildren(pages)]),
  basepath: '/app',
  defaultPreload: 'intent',
  defaultPendingComponent: Arriving,
  defaultPendingMs: PATIENCE_MS,
  defaultErrorComponent: Crash,
  defaultNotFoundComponent: NotFound,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
