export { PostPage } from '@/pages/blog/post/PostPage';
