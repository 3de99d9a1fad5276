import {
  Button,
  Kbd,
  Popover,
  SegmentedControl,
  Stack,
  Text,
  UnstyledButton,
  useMantineColorScheme,
} from '@mantine/core';
import { IconUserCircle } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { Me } from '../../api';
import { strings } from '../../strings';
import { showKeys } from '../../ui/KeySheet';
import { named } from '../../ui/named';
import { cancelAllUploads, isUploading } from '../upload/queue';
import classes from './AccountMenu.module.css';
import { signOut } from './queries';

const SCHEMES = ['light', 'dark', 'auto'] as const;

interface AccountMenuProps {
  me: Me;
  /** Keep the name at every width. */
  wide?: boolean;
}

/** Name and role, the colour scheme, the key sheet and the way out. */
export function AccountMenu({ me, wide = false }: AccountMenuProps) {
  const [opened, setOpened] = useState(false);
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const navigate = useNavigate();
  const leave = useMutation({
    mutationFn: signOut,
    onSettled: () => void navigate({ to: '/sign-in', search: {} }),
  });
  const askAndLeave = (): void => {
    if (isUploading() && !window.confirm(strings.account.signOutUploading)) return;
    cancelAllUploads();
    leave.mutate();
  };
  return (
    <Popover
      position="top-start"
      width={260}
      opened={opened}
      onChange={setOpened}
      trapFocus
      withinPortal={false}
    >
      <Popover.Target>
        <UnstyledButton
          className={classes.target}
          data-wide={wide || undefined}
          aria-label={strings.account.menu(me.full_name)}
          onClick={() => setOpened(!opened)}
        >
          <IconUserCircle size={22} stroke={1.6} aria-hidden />
          <span className={classes.name}>{me.full_name}</span>
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap="xs">
          <Text size="sm" c="dimmed">
            {me.full_name}, {named(strings.account.roles, me.role)}
          </Text>
          <SegmentedControl
            aria-label={strings.nav.scheme}
            size="sm"
            fullWidth
            value={colorScheme}
            onChange={(value) => setColorScheme(SCHEMES.find((scheme) => scheme === value) ?? 'auto')}
            data={SCHEMES.map((value) => ({ value, label: strings.nav.schemes[value] }))}
          />
          <Button
            variant="default"
            justify="flex-start"
            onClick={() => {
              setOpened(false);
              void navigate({ to: '/account' });
            }}
          >
            {strings.account.mine}
          </Button>
          {me.role !== 'patient' && (
            <Button
              variant="default"
              justify="space-between"
              rightSection={<Kbd>?</Kbd>}
              onClick={() => {
                setOpened(false);
                showKeys();
              }}
            >
              {strings.nav.keys}
            </Button>
          )}
          <Button variant="default" justify="flex-start" loading={leave.isPending} onClick={askAndLeave}>
            {strings.account.signOut}
          </Button>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
