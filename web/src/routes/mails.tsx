import { Anchor, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { MailList } from '../features/mails/MailList';
import { strings } from '../strings';
import { Page } from '../ui/Page';

/** For the administrator of an appliance that sends nothing: the links to hand over by other means. */
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
