import { Button, CopyButton, Group, Modal, Stack, Table, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { getMailLink } from '../../api';
import { toProblem } from '../../server/problem';
import { strings } from '../../strings';
import { FormProblem } from '../../ui/FormProblem';
import { moment } from '../../ui/format';
import { ListSkeleton } from '../../ui/ListSkeleton';
import lists from '../../ui/list.module.css';
import { Message } from '../../ui/Message';
import { named } from '../../ui/named';
import { QueryProblem } from '../../ui/QueryProblem';
import { type Mail, mailsQuery } from './queries';

const text = strings.mails;

/** Mails with a link to act upon; an alert has none. */
const LINKED = ['verification', 'password_reset', 'invitation'];

/** The newest mails; the link of each that lies in the folder can be handed over by other means. */
export function MailList() {
  const mails = useQuery(mailsQuery);
  if (mails.isPending) return <ListSkeleton />;
  if (mails.data === undefined) return <QueryProblem error={mails.error} retry={mails.refetch} />;
  if (mails.data.length === 0) return <Message text={text.none} />;
  const sorted = [...mails.data].sort((a, b) => b.created_at.localeCompare(a.created_at));
  return (
    <Table withRowBorders={false} className={lists.list} verticalSpacing="sm" horizontalSpacing="md">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{text.columns.when}</Table.Th>
          <Table.Th>{text.columns.what}</Table.Th>
          <Table.Th>{text.columns.to}</Table.Th>
          <Table.Th>{text.columns.state}</Table.Th>
          <Table.Th>{text.columns.link}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {sorted.map((mail) => (
          <MailRow key={mail.id} mail={mail} />
        ))}
      </Table.Tbody>
    </Table>
  );
}

function MailRow({ mail }: { mail: Mail }) {
  const show = useMutation({
    mutationFn: async () => (await getMailLink({ path: { id: mail.id } })).data.url,
  });
  const gone = show.isError && toProblem(show.error).status === 404;
  return (
    <Table.Tr className={lists.row}>
      <Table.Td c="dimmed">{moment(mail.created_at)}</Table.Td>
      <Table.Td>{named(text.templates, mail.template)}</Table.Td>
      <Table.Td>{mail.to}</Table.Td>
      <Table.Td>{named(text.states, mail.state)}</Table.Td>
      <Table.Td>
        {mail.state === 'sent' && LINKED.includes(mail.template) && (
          <Button
            size="xs"
            variant="default"
            loading={show.isPending}
            aria-label={text.showOf(mail.to)}
            onClick={() => show.mutate()}
          >
            {text.show}
          </Button>
        )}
        <FormProblem error={show.error} words={gone ? text.noLink : undefined} />
        <Modal
          opened={show.data !== undefined}
          onClose={show.reset}
          title={text.linkTitle(mail.to)}
          closeButtonProps={{ 'aria-label': strings.common.close }}
        >
          <Stack gap="md">
            <Text>{text.linkText}</Text>
            <TextInput
              label={text.link}
              value={show.data ?? ''}
              readOnly
              data-autofocus
              onFocus={(event) => event.currentTarget.select()}
            />
            <Group justify="flex-end" gap="sm">
              {window.isSecureContext && (
                <CopyButton value={show.data ?? ''}>
                  {({ copied, copy }) => (
                    <Button variant="default" onClick={copy}>
                      {copied ? strings.secondFactor.copied : strings.secondFactor.copy}
                    </Button>
                  )}
                </CopyButton>
              )}
              <Button onClick={show.reset}>{strings.common.close}</Button>
            </Group>
          </Stack>
        </Modal>
      </Table.Td>
    </Table.Tr>
  );
}
