import { Alert, Button, ScrollArea, Tabs } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconInfoCircle, IconUserPlus } from '@tabler/icons-react';
import { useTexts } from '@/i18n';
import { AuditLog } from '@/pages/team/AuditLog';
import { Ending } from '@/pages/team/CloseOrganization';
import { Invitations } from '@/pages/team/Invitations';
import { Invite } from '@/pages/team/Invite';
import { Members } from '@/pages/team/Members';
import { Takeout } from '@/pages/team/Takeout';
import { useOrganization } from '@/session/person';
import { PageHeader } from '@/ui/PageHeader';

const MANAGERS = ['OWNER', 'ADMIN'];

export function TeamPage() {
  const { team } = useTexts();
  const organization = useOrganization();
  const [inviting, { open, close }] = useDisclosure(false);
  if (organization === undefined) return null;
  const manages = MANAGERS.includes(organization.role);
  const isTeam = organization.kind !== 'personal';
  return (
    <>
      <PageHeader title={team.title} hint={team.hint}>
        {manages && isTeam && (
          <Button leftSection={<IconUserPlus size={16} />} onClick={open}>
            {team.invite}
          </Button>
        )}
      </PageHeader>
      {!isTeam && (
        <Alert icon={<IconInfoCircle />} title={team.personal} mb="lg">
          {team.personalHint}
        </Alert>
      )}
      {isTeam && <Ending organization={organization} />}
      <Tabs key={organization.role} defaultValue="members" keepMounted={false}>
        <ScrollArea type="never" mb="lg">
          <Tabs.List className="one-line">
            <Tabs.Tab value="members">{team.tabs.members}</Tabs.Tab>
            {manages && isTeam && <Tabs.Tab value="invitations">{team.tabs.invitations}</Tabs.Tab>}
            {manages && <Tabs.Tab value="audit">{team.tabs.audit}</Tabs.Tab>}
            {organization.role === 'OWNER' && <Tabs.Tab value="data">{team.tabs.data}</Tabs.Tab>}
          </Tabs.List>
        </ScrollArea>
        <Tabs.Panel value="members">
          <Members organization={organization} manages={manages} />
        </Tabs.Panel>
        <Tabs.Panel value="invitations">
          <Invitations slug={organization.slug} />
        </Tabs.Panel>
        <Tabs.Panel value="audit">
          <AuditLog />
        </Tabs.Panel>
        <Tabs.Panel value="data">
          <Takeout organization={organization} />
        </Tabs.Panel>
      </Tabs>
      <Invite slug={organization.slug} opened={inviting} onClose={close} />
    </>
  );
}
