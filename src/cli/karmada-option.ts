import { Option } from 'commander';

/** `--karmada`, of the commands that can read a Karmada API server once. */
export function karmadaOption(): Option {
  return new Option(
    '--karmada <kubeconfig>',
    'read members, policies and bindings of this Karmada API server',
  ).conflicts('members');
}
