import { Button, CopyButton, Group, Modal, Skeleton, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { queryClient } from '../../queries';
import { strings } from '../../strings';
import { FormProblem } from '../../ui/FormProblem';
import { moment } from '../../ui/format';
import { QueryProblem } from '../../ui/QueryProblem';
import { useDeed } from '../../ui/useDeed';
import { makeFeed, revokeFeed } from './api';
import { feedQuery } from './queries';

const text = strings.feed;

/** The secret address under which other calendars read the appointments. It is shown once. */
export function FeedWindow({ onClose }: { onClose: () => void }) {
  const feed = useQuery(feedQuery);
  const make = useMutation({
    mutationFn: makeFeed,
    onSuccess: () => queryClient.invalidateQueries({ queryKey: feedQuery.queryKey }),
  });
  const revoke = useDeed({ run: revokeFeed, renews: [feedQuery.queryKey], done: () => text.revoked });
  const state = feed.data;
  return (
    <Modal
      opened
      onClose={onClose}
      title={text.title}
      closeButtonProps={{ 'aria-label': strings.common.close }}
    >
      <Stack gap="md">
        <Text>{text.why}</Text>
        {feed.isPending && <Skeleton height={24} />}
        {feed.isError && !state && <QueryProblem error={feed.error} retry={feed.refetch} />}
        {make.data ? (
          <Shown url={make.data.url} />
        ) : (
          state && (
            <Text c="dimmed">
              {state.exists && state.created_at ? text.made(moment(state.created_at)) : text.none}{' '}
              {state.exists &&
                (state.fetched_at ? text.fetched(moment(state.fetched_at)) : text.neverFetched)}
            </Text>
          )
        )}
        <FormProblem error={make.error ?? revoke.error} />
        {state && !make.data && (
          <Group gap="sm">
            <Button loading={make.isPending} onClick={() => make.mutate()}>
              {state.exists ? text.renew : text.make}
            </Button>
            {state.exists && (
              <Button
                variant="default"
                color="brick"
                loading={revoke.isPending}
                onClick={() => revoke.mutate()}
              >
                {text.revoke}
              </Button>
            )}
          </Group>
        )}
        {state?.exists && !make.data && (
          <Text size="sm" c="dimmed">
            {text.renewHint} {text.revokeHint}
          </Text>
        )}
      </Stack>
    </Modal>
  );
}

function Shown({ url }: { url: string }) {
  return (
    <>
      <Group gap="sm" align="flex-end" wrap="nowrap">
        <TextInput
          flex={1}
          label={text.address}
          value={url}
          readOnly
          data-autofocus
          onFocus={(event) => event.currentTarget.select()}
        />
        {window.isSecureContext && (
          <CopyButton value={url}>
            {({ copied, copy }) => <Button onClick={copy}>{copied ? text.copied : text.copy}</Button>}
          </CopyButton>
        )}
      </Group>
      <Text role="status">{text.once}</Text>
    </>
  );
}
