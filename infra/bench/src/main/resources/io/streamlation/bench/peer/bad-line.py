# A line that loses, delays and jitters packets, for kernels without netem: what is sent to THERE comes back from it to HERE.
# HERE THERE PORT=LOSS_PERCENT,DELAY_MS,JITTER_MS ... (delay each way). Needs root. Ends when its input does.
import fcntl, heapq, itertools, os, random, select, struct, subprocess, sys, time

here, there = sys.argv[1:3]
figures = {}
for rule in sys.argv[3:]:
    port, loss_delay_jitter = rule.split('=')
    figures[int(port)] = [float(figure) for figure in loss_delay_jitter.split(',')]

TUNSETIFF, TUN_WITHOUT_HEAD = 0x400454CA, 0x1001
line = os.open('/dev/net/tun', os.O_RDWR)
name = fcntl.ioctl(line, TUNSETIFF, struct.pack('16sH', b'badline%d', TUN_WITHOUT_HEAD))[:16].rstrip(b'\0').decode()
for command in f'ip addr add {here} peer {there} dev {name}', f'ip link set {name} mtu 1500 up':
    subprocess.run(command.split(), check=True)

chance, order, on_the_way = random.Random(7), itertools.count(), []
print('on', flush=True)
while True:
    pause = max(0, on_the_way[0][0] - time.monotonic()) if on_the_way else None
    readable = select.select([line, sys.stdin], [], [], pause)[0]
    if sys.stdin in readable:
        break
    if line in readable:
        packet = bytearray(os.read(line, 65536))
        if packet[0] >> 4 == 4:
            packet[12:16], packet[16:20] = packet[16:20], packet[12:16]  # sums do not change
            ports = struct.unpack_from('!HH', packet, (packet[0] & 15) * 4)
            loss, delay, jitter = next((figures[port] for port in ports if port in figures), (0, 0, 0))
            if chance.uniform(0, 100) >= loss:
                due = time.monotonic() + (delay + chance.uniform(-jitter, jitter)) / 1000
                heapq.heappush(on_the_way, (due, next(order), packet))
    while on_the_way and on_the_way[0][0] <= time.monotonic():
        os.write(line, heapq.heappop(on_the_way)[2])
