import { TextInput, type TextInputProps } from '@mantine/core';
import { strings } from '../../strings';

/** Takes the digits of an authenticator or a recovery code, so it does not insist on digits. */
export function CodeInput(props: TextInputProps) {
  return (
    <TextInput
      label={strings.account.code}
      autoComplete="one-time-code"
      autoCapitalize="characters"
      spellCheck={false}
      maxLength={20}
      {...props}
    />
  );
}
