import { Anchor, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { MailList } from '../features/mails/MailList';
import { strings } from '../strings';
import { Page } from '../ui/Page';

/** For the administrator: what was written to whom, and the links to hand over where nothing is sent. */
export function MailsPage() {
  return (
    <Page
      title={strings.mails.title}
      above={
        <Anchor size="sm" renderRoot={(props) => <Link {...props} to="/users" />}>
          ‹ {strings.users.title}
        </Anchor>
      }
    >
      <Text c="dimmed" maw="70ch" mb="lg">
        {strings.mails.intro}
      </Text>
      <MailList />
    </Page>
  );
}
