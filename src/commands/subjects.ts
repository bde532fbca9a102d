import type { SubjectsResult } from '../topics/across.ts';
import type { Reply } from './reply.ts';

const number = new Intl.NumberFormat('en');

/** The topics of all workspaces for the operator, `limit` of them. */
export function subjectsReply({ workspaces, subjects }: SubjectsResult, limit: number): Reply {
  const shown = subjects.slice(0, limit);
  const shared = subjects.filter(({ sides }) => sides.length > 1).length;
  const heading = `${number.format(subjects.length)} topics in ${number.format(workspaces.length)} workspaces`;
  return {
    heading,
    context: `${number.format(shared)} of them in more than one`,
    parts: [
      {
        kind: 'topics',
        topics: shown.map(({ subject, size, sides }) => ({
          id: subject,
          label: sides[0]!.label,
          summary: sides.length > 1 ? `There ${sides.map(whatIsSaid).join('; ')}` : '',
          keywords: [...new Set(sides.flatMap((side) => side.keywords))],
          size,
          pinned: sides.some((side) => side.pinned),
          people: [],
          channels: sides.map((side) => side.workspace),
          from: Math.min(...sides.map((side) => Date.parse(side.firstTs))),
          to: Math.max(...sides.map((side) => Date.parse(side.lastTs))),
          activity: [],
          quotes: [],
        })),
      },
    ],
    fallback: `${heading}: ${shown.map(({ sides }) => sides[0]!.label).join(', ')}`,
  };
}

const whatIsSaid = ({ workspace, label, size }: SubjectsResult['subjects'][number]['sides'][number]) =>
  `${workspace} calls it “${label}” (${number.format(size)})`;
