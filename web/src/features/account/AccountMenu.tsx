import { Menu, UnstyledButton, useMantineColorScheme } from '@mantine/core';
import { IconCheck, IconUserCircle } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { Me } from '../../api';
import { strings } from '../../strings';
import { showKeys } from '../../ui/KeySheet';
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
    <Menu position="top-start" width={230}>
      <Menu.Target>
        <UnstyledButton
          className={classes.target}
          data-wide={wide || undefined}
          aria-label={strings.account.menu(me.full_name)}
        >
          <IconUserCircle size={22} stroke={1.6} aria-hidden />
          <span className={classes.name}>{me.full_name}</span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {me.full_name}, {strings.account.roles[me.role]}
        </Menu.Label>
        <Menu.Divider />
        <Menu.Label>{strings.nav.scheme}</Menu.Label>
        {SCHEMES.map((scheme) => (
          <Menu.Item
            key={scheme}
            role="menuitemradio"
            aria-checked={colorScheme === scheme}
            closeMenuOnClick={false}
            rightSection={colorScheme === scheme ? <IconCheck size={16} aria-hidden /> : undefined}
            onClick={() => setColorScheme(scheme)}
          >
            {strings.nav.schemes[scheme]}
          </Menu.Item>
        ))}
        <Menu.Divider />
        {me.role !== 'patient' && (
          <Menu.Item rightSection={<kbd>?</kbd>} onClick={showKeys}>
            {strings.nav.keys}
          </Menu.Item>
        )}
        <Menu.Item onClick={askAndLeave}>{strings.account.signOut}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
