import { Anchor, type AnchorProps, Button, type ButtonProps } from '@mantine/core';
import { createLink } from '@tanstack/react-router';
import { type ComponentPropsWithRef, forwardRef } from 'react';

type Element = Omit<ComponentPropsWithRef<'a'>, keyof ButtonProps>;
type Plain = Omit<ComponentPropsWithRef<'a'>, keyof AnchorProps>;

/** A button that leads to a page. */
export const LinkButton = createLink(
  forwardRef<HTMLAnchorElement, ButtonProps & Element>((props, ref) => <Button component="a" ref={ref} {...props} />),
);

/** A link to a page. */
export const LinkAnchor = createLink(
  forwardRef<HTMLAnchorElement, AnchorProps & Plain>((props, ref) => <Anchor ref={ref} {...props} />),
);
