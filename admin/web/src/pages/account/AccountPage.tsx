import { Stack } from '@mantine/core';
import { useTexts } from '@/i18n';
import { Closing } from '@/pages/account/Closing';
import { Password } from '@/pages/account/Password';
import { Profile } from '@/pages/account/Profile';
import { SecondFactor } from '@/pages/account/SecondFactor';
import { Sessions } from '@/pages/account/Sessions';
import { PageHeader } from '@/ui/PageHeader';

export function AccountPage() {
  const { account } = useTexts();
  return (
    <>
      <PageHeader title={account.title} hint={account.hint} />
      <Stack gap="lg" maw={760}>
        <Profile />
        <Password />
        <SecondFactor />
        <Sessions />
        <Closing />
      </Stack>
    </>
  );
}
