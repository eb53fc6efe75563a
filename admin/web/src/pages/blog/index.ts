export { MediaPage } from '@/pages/blog/media/MediaPage';
export { PostsPage } from '@/pages/blog/posts/PostsPage';
export { CategoriesPage, TagsPage } from '@/pages/blog/terms/TermsPage';
