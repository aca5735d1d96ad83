/** What `npm run audit` says, and its exit code: 0 nothing found, or nobody to ask; 1 something found; 3 could not run. */
export interface AuditOutcome {
  lines: string[];
  exitCode: 0 | 1 | 3;
}

interface Finding {
  name: string;
  severity: string;
  via: (string | { title?: string; url?: string })[];
}
interface AuditAnswer {
  vulnerabilities?: Record<string, Finding>;
  metadata?: { dependencies?: { total?: number } };
  message?: string;
  statusCode?: number;
}

const GRAVE = ['high', 'critical'];
/** How a registry answers that takes no such question. */
const NO_ENDPOINT = [404, 405, 501];

/** Reads what `npm audit --json` printed. Whatever it is, it is only called good when packages were looked at. */
export function auditOutcome(printed: string): AuditOutcome {
  const answer = parsed(printed);
  if (answer?.vulnerabilities) {
    const total = answer.metadata?.dependencies?.total ?? 0;
    const grave = Object.values(answer.vulnerabilities).filter(({ severity }) => GRAVE.includes(severity));
    const lines = grave.map(({ name, severity, via }) => `${severity}: ${name}${via.map(titleOf).join('')}`);
    const verdict = `${total} packages, ${grave.length} with a known vulnerability of level high or worse`;
    return { lines: [...lines, verdict], exitCode: grave.length > 0 ? 1 : total > 0 ? 0 : 3 };
  }
  if (answer?.statusCode !== undefined && NO_ENDPOINT.includes(answer.statusCode)) {
    const why = `this npm registry has no audit endpoint (status ${answer.statusCode}); nothing was looked at`;
    return { lines: [`skipped: ${why}`], exitCode: 0 };
  }
  return { lines: [`could not run: ${answer?.message ?? 'npm audit said nothing that can be read'}`], exitCode: 3 };
}

const titleOf = (via: Finding['via'][number]) =>
  typeof via === 'string' ? ` (by ${via})` : `\n  ${via.title ?? ''} ${via.url ?? ''}`;

function parsed(text: string): AuditAnswer | null {
  try {
    return JSON.parse(text) as AuditAnswer | null;
  } catch {
    return null;
  }
}
