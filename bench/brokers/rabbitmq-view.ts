import { randomUUID } from 'node:crypto';
import { execa } from 'execa';
import type { ClusterView, Copies } from './cluster.ts';
import type { Command } from './rabbitmq-server.ts';

/** Printed behind everything else: what ended early, or was no Erlang, leaves it out, and `erl_call` tells neither. */
const DONE = 'done.';

/**
 * Evaluates Erlang expressions, without the dot behind them, on a node, over a connection of its own. Resolves with what they printed.
 * Rejects where one of them failed.
 */
export async function evaluate({ file, args, env }: Command, erlang: string, limitMs: number): Promise<string> {
  const input = `${erlang.trim()},\nio:put_chars("${DONE}").\n`;
  const options = { input, env, extendEnv: false, timeout: limitMs, killSignal: 'SIGKILL' } as const;
  const { stdout } = await execa(file, args, options);
  if (!stdout.endsWith(DONE)) throw new Error(`A node did not do all that it was asked, but printed: ${stdout}`);
  return stdout.slice(0, -DONE.length);
}

/**
 * What `erl_call` is told, to reach a node by the port where it listens for others: no mapper, and no line, in between. It names itself
 * after its process id, which is the same for all of them in a private root, and a node refuses the second of a name: so it gets one.
 */
export const callingPort = (port: number, limitMs: number): string[] => [
  '-h',
  `call-${randomUUID()}`,
  '-address',
  `127.0.0.1:${port}`,
  '-timeout',
  String(Math.ceil(limitMs / 1000)),
  '-e',
  '-fetch_stdout',
  '-no_result_term',
];

/**
 * Prints as JSON what a node knows of its cluster, also where the one that coordinates streams does not answer. The copies of a
 * quorum queue and of a stream count as in sync that have what their leader had committed a moment before; whoever is not connected
 * to this node cannot tell it. Untold is a copy on a node that is connected and late, a leader that may be out of reach, and a stream of
 * whose members nobody tells: asked is this node where it has a copy, then every other one that has.
 */
export const VIEW_IN_ERLANG = `
Online = [node() | nodes()],
Text = fun(Name) -> atom_to_binary(Name) end,
Queues = rabbit_db_queue:get_all(), % rabbit_amqqueue:list() waits 10 s for a node that is silent
NodesOf = fun(Q) -> maps:get(nodes, amqqueue:get_type_state(Q), []) end,
IsOf = fun(Type) -> fun(Q) -> amqqueue:get_type(Q) =:= Type end end,
Quorum = [{Raft, Q} || Q <- lists:filter(IsOf(rabbit_quorum_queue), Queues), {Raft, _} <- [amqqueue:get_pid(Q)]],
Rafts = [Raft || {Raft, _} <- Quorum],
Streams = lists:filter(IsOf(rabbit_stream_queue), Queues),
OfStreams = [{Role, amqqueue:get_name(Q)} || Q <- Streams, Role <- [osiris_writer, osiris_replica]],
Measure = fun() ->
  Offsets = case catch osiris_counters:overview() of #{} = Counters -> maps:with(OfStreams, Counters); _ -> #{} end,
  maps:merge(Offsets, maps:from_list([{Raft, catch ra:key_metrics({Raft, node()})} || Raft <- Rafts]))
end,
Ask = fun() -> [{N, M} || {N, {ok, M}} <- lists:zip(Online, erpc:multicall(Online, Measure, 400))] end,
Before = Ask(),
After = Ask(),
Answered = fun(N) -> lists:keymember(N, 1, Before) andalso lists:keymember(N, 1, After) end,
IsLate = fun(Q) -> lists:any(fun(N) -> lists:member(N, Online) andalso not Answered(N) end, NodesOf(Q)) end,
IsReached = fun(Q) -> lists:all(Answered, NodesOf(Q)) end,
Number = fun(Key, Metrics) -> case Metrics of #{Key := V} when is_integer(V) -> V; _ -> -1 end end,
Leads = fun(Raft) ->
  lists:sort([{Number(term, M), N, M} || {N, #{Raft := #{state := leader} = M}} <- Before])
end,
OfQuorum = fun({Raft, Q}) ->
  Found = Leads(Raft),
  {Leader, Committed} = case Found of
    [] -> {null, infinity};
    _ -> {_, At, M} = lists:last(Found), {Text(At), Number(commit_index, M)}
  end,
  InSync = [Text(N) || {N, #{Raft := #{state := State} = M}} <- After,
    lists:member(State, [leader, follower]), Number(last_written_index, M) >= Committed, lists:member(N, NodesOf(Q))],
  {Q, Leader, NodesOf(Q), InSync, IsLate(Q) orelse (Leader =:= null andalso not IsReached(Q))}
end,
MembersOf = fun(Q) ->
  #{name := Name} = amqqueue:get_type_state(Q),
  Members = fun(N) -> case catch erpc:call(N, rabbit_stream_coordinator, members, [Name], 500) of {ok, Map} -> Map; _ -> untold end end,
  Answering = [node() | [N || {N, _} <- Before, N =/= node()]],
  lists:foldl(fun(N, untold) -> Members(N); (_, Told) -> Told end, untold, [N || N <- Answering, lists:member(N, NodesOf(Q))])
end,
StreamOf = fun(Q, Members) ->
  Writers = [N || {N, {Pid, writer}} <- maps:to_list(Members), is_pid(Pid)],
  Counts = fun(Asked, N, Role) -> [M || {At, Ms} <- Asked, At =:= N, {Key, M} <- maps:to_list(Ms), Key =:= {Role, amqqueue:get_name(Q)}] end,
  Committed = case [M || N <- Writers, M <- Counts(Before, N, osiris_writer)] of [W | _] -> Number(committed_offset, W); [] -> infinity end,
  Reached = fun(N, Role) -> lists:any(fun(M) -> Number(offset, M) >= Committed end, Counts(After, N, Role)) end,
  InSync = [Text(N) || {N, {Pid, Is}} <- maps:to_list(Members), is_pid(Pid),
    Reached(N, case Is of writer -> osiris_writer; _ -> osiris_replica end)],
  {Q, hd([Text(N) || N <- Writers] ++ [null]), maps:keys(Members), InSync, IsLate(Q)}
end,
OfStream = fun(Q) ->
  case MembersOf(Q) of untold -> {Q, null, NodesOf(Q), [], true}; Members -> StreamOf(Q, Members) end
end,
OfClassic = fun(Q) ->
  Home = node(amqqueue:get_pid(Q)),
  Up = lists:member(Home, Online),
  {Q, case Up of true -> Text(Home); false -> null end, [Home], [Text(Home) || Up], false}
end,
All = lists:map(OfQuorum, Quorum)
  ++ lists:map(OfStream, Streams)
  ++ lists:map(OfClassic, lists:filter(IsOf(rabbit_classic_queue), Queues)),
Untold = fun(true) -> #{untold => true}; (false) -> #{} end,
Copies = [(Untold(U))#{name => element(4, amqqueue:get_name(Q)), leader => L, replicas => lists:map(Text, R), inSync => S} || {Q, L, R, S, U} <- All],
Terms = lists:sum([Number(term, M) || {_, Ms} <- After, M <- maps:values(maps:with(Rafts, Ms)), is_map(M)]),
Controller = case ra_leaderboard:lookup_leader(rabbitmq_metadata) of {_, At} -> Text(At); _ -> null end,
View = #{by => Text(node()), controller => Controller, online => lists:map(Text, Online), copies => Copies, newness => Terms},
io:put_chars(rabbit_json:encode(View))
`;

const byName = <Named extends { name: string }>(a: Named, b: Named) => (a.name < b.name ? -1 : 1);

export function readView(json: string): { view: ClusterView; newness: number } {
  const { newness, copies, online, ...view } = JSON.parse(json) as ClusterView & { newness: number };
  const sorted = copies
    .map((one): Copies => ({ ...one, replicas: one.replicas.toSorted(), inSync: one.inSync.toSorted() }))
    .sort(byName);
  return { view: { ...view, online: online.toSorted(), copies: sorted }, newness };
}
