import { z } from 'zod';
import { Settings } from '../../../common/base/config.ts';
import { page, table } from './markdown.ts';

export const settingsPage = (): string =>
  page(
    'Settings of a service',
    'Environment variables, read once at start by `common/base/config.ts`. Unknown `LAB_` names are refused.',
    settingsTable(() => true),
  );

/** The settings that are wanted: name, what it is, what it accepts, default. */
export function settingsTable(isWanted: (name: string) => boolean): string {
  const { properties = {}, required = [] } = z.toJSONSchema(Settings, { io: 'input', unrepresentable: 'any' });
  const wanted = Object.entries(Settings.shape).filter(([name]) => isWanted(name));
  const rows = wanted.map(([name, { description = '' }]) => {
    const schema = properties[name] as z.core.JSONSchema.JSONSchema;
    return [
      `\`${name}\``,
      description,
      acceptedBy(schema),
      required.includes(name) ? 'required' : shown(schema.default),
    ];
  });
  return table(['setting', 'what it is', 'accepts', 'default'], rows);
}

const shown = (value: unknown) =>
  value === undefined || value === '' ? '' : `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;

function acceptedBy({ enum: choices, type, minimum, maximum, pattern, format }: z.core.JSONSchema.JSONSchema): string {
  if (choices)
    return choices
      .filter((choice) => choice !== '')
      .map((choice) => `\`${String(choice)}\``)
      .join(', ');
  if (minimum !== undefined || maximum !== undefined) return `${minimum} to ${maximum}`;
  if (format === 'uri') return 'URL';
  return pattern ? `\`${pattern}\`` : String(type ?? '');
}
