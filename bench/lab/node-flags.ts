/**
 * How a service is started, here and by the Dockerfile. The heap is bounded so that with the young generation, buffers and
 * code a service stays within the 256 MiB of its container: by itself V8 lets garbage of a crowd stand as long as the machine has
 * memory.
 */
export const nodeFlags = ['--max-old-space-size=112', '--max-semi-space-size=16'];
