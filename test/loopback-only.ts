import net from 'node:net';

// For `node --import`: a process that runs with this cannot connect to anything but its own machine. An attempt fails,
// and leaves a line that tests look for.

const loopback = /^(127\.\d+\.\d+\.\d+|::1|localhost)$/;
type Connect = (this: net.Socket, ...args: unknown[]) => net.Socket;
const prototype = net.Socket.prototype as unknown as { connect: Connect };
const connect = prototype.connect;

prototype.connect = function (...args) {
  const [first, second] = (Array.isArray(args[0]) ? args[0] : args) as [unknown, unknown];
  const { path, host } = (typeof first === 'object' ? first : { host: second }) as net.TcpNetConnectOpts & {
    path?: string;
  };
  if (!path && !loopback.test(host ?? 'localhost')) {
    process.stderr.write(`OFF LOOPBACK: ${host}\n`);
    throw new Error(`Connections off loopback are blocked: ${host}`);
  }
  return connect.apply(this, args);
};
