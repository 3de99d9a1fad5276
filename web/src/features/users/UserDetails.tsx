import { Button, Group, Modal, NativeSelect, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { endUserLogins, resetSecondFactor, updateUser } from '../../api';
import { strings } from '../../strings';
import { FormProblem } from '../../ui/FormProblem';
import { day, moment } from '../../ui/format';
import { useDeed } from '../../ui/useDeed';
import { useMe } from '../account/useMe';
import { ROLES, type User, usersQuery } from './queries';
import { Supervision } from './Supervision';

const text = strings.users;
// Both the list and the one account.
const RENEWS = [usersQuery.queryKey];

/** One account: what it is, and what an administrator can do about it. */
export function UserDetails({ user }: { user: User }) {
  const me = useMe();
  const isSelf = me.id === user.id;
  const path = { id: user.id };
  const activate = useDeed<boolean>({
    run: (is_active) => updateUser({ path, body: { is_active } }),
    renews: RENEWS,
    done: (is_active) => (is_active ? text.activated(user.full_name) : text.deactivated(user.full_name)),
    tell: true,
  });
  const resetFactor = useDeed({
    run: () => resetSecondFactor({ path }),
    renews: RENEWS,
    done: () => text.factorReset(user.full_name),
    tell: true,
  });
  const endLogins = useDeed({
    run: () => endUserLogins({ path }),
    renews: RENEWS,
    done: () => text.loginsEnded(user.full_name),
    tell: true,
  });
  return (
    <Stack gap="xl">
      <div>
        <Text>
          {user.email}
          {!user.is_verified && ` (${text.unverified})`}
        </Text>
        <Text c="dimmed">
          {text.since(day(user.created_at))}{' '}
          {user.last_login_at ? text.lastLoginLong(moment(user.last_login_at)) : text.neverSignedInLong}
        </Text>
        {!user.is_active && <Text fw={600}>{text.inactiveLong}</Text>}
      </div>
      {isSelf ? (
        <Text c="dimmed">{text.self}</Text>
      ) : (
        <>
          <RoleForm key={user.role} user={user} />
          {user.role === 'supervisor' && <Supervision supervisor={user} />}
          <section>
            <Title order={2} mb="xs">
              {text.access}
            </Title>
            <Text mb="sm">{user.second_factor ? text.factorOn : text.factorOff}</Text>
            <Group gap="sm">
              {user.second_factor && (
                <Confirmed
                  label={text.resetFactor}
                  title={text.resetFactorTitle(user.full_name)}
                  words={text.resetFactorText}
                  pending={resetFactor.isPending}
                  onConfirm={() => resetFactor.mutate()}
                />
              )}
              <Button variant="default" loading={endLogins.isPending} onClick={() => endLogins.mutate()}>
                {text.endLogins}
              </Button>
              {user.is_active ? (
                <Confirmed
                  label={text.deactivate}
                  title={text.deactivateTitle(user.full_name)}
                  words={text.deactivateText}
                  pending={activate.isPending}
                  onConfirm={() => activate.mutate(false)}
                />
              ) : (
                <Button loading={activate.isPending} onClick={() => activate.mutate(true)}>
                  {text.activate}
                </Button>
              )}
            </Group>
          </section>
        </>
      )}
    </Stack>
  );
}

function RoleForm({ user }: { user: User }) {
  const [role, setRole] = useState(user.role);
  const save = useDeed<string>({
    run: (wanted) => updateUser({ path: { id: user.id }, body: { role: wanted } }),
    renews: RENEWS,
    done: () => text.roleChanged(user.full_name),
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate(role);
      }}
    >
      <Group gap="sm" align="flex-end">
        <NativeSelect
          label={text.role}
          data={ROLES.map((value) => ({ value, label: strings.account.roles[value] }))}
          value={role}
          onChange={({ currentTarget: { value } }) => setRole(value)}
        />
        {role !== user.role && (
          <Button type="submit" loading={save.isPending}>
            {text.changeRole}
          </Button>
        )}
      </Group>
      {save.isError && (
        <Stack mt="sm" maw={460}>
          <FormProblem error={save.error} />
        </Stack>
      )}
    </form>
  );
}

interface ConfirmedProps {
  label: string;
  title: string;
  words: string;
  pending: boolean;
  onConfirm: () => void;
}

/** A button that asks first. */
function Confirmed({ label, title, words, pending, onConfirm }: ConfirmedProps) {
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button variant="default" loading={pending} onClick={() => setAsking(true)}>
        {label}
      </Button>
      <Modal
        opened={asking}
        onClose={() => setAsking(false)}
        title={title}
        closeButtonProps={{ 'aria-label': strings.common.close }}
      >
        <Text>{words}</Text>
        <Group justify="flex-end" gap="sm" mt="lg">
          <Button variant="default" data-autofocus onClick={() => setAsking(false)}>
            {strings.common.cancel}
          </Button>
          <Button
            color="brick"
            onClick={() => {
              setAsking(false);
              onConfirm();
            }}
          >
            {label}
          </Button>
        </Group>
      </Modal>
    </>
  );
}
