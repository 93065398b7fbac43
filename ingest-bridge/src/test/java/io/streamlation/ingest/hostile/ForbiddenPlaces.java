package io.streamlation.ingest.hostile;

import java.util.Arrays;
import java.util.List;

/** Addresses that are never gone to, and what is said of each. PORT is where a canary listens. */
final class ForbiddenPlaces {
  private static final String TABLE =
      """
      file:///etc/passwd => scheme is "file"
      FILE:/etc/passwd => scheme is "file"
      concat:a.ts%7Cb.ts => scheme is "concat"
      subfile,,start,0,end,9,,:/etc/passwd => is refused
      data:audio/aac;base64,AAAA => scheme is "data"
      pipe:0 => scheme is "pipe"
      fd:0 => scheme is "fd"
      crypto:http://127.0.0.1:PORT/a => scheme is "crypto"
      cache:http://127.0.0.1:PORT/a => scheme is "cache"
      hls+http://127.0.0.1:PORT/a => scheme is "hls+http"
      ftp://127.0.0.1:PORT/a => scheme is "ftp"
      gopher://127.0.0.1:PORT/a => scheme is "gopher"
      jar:http://127.0.0.1:PORT/a!/b => scheme is "jar"
      javascript:alert(1) => scheme is "javascript"
      rtmp://127.0.0.1:PORT/a => scheme is "rtmp"
      udp://127.0.0.1:PORT => scheme is "udp"
      unix:///var/run/docker.sock => scheme is "unix"
      http:///etc/passwd => names no host
      http://127.0.0.1:PORT/a => loopback
      http://127.0.0.2:PORT/a => loopback
      http://127.255.255.254:PORT/a => loopback
      http://127.1:PORT/a => number in disguise
      http://127.0.1:PORT/a => number in disguise
      http://2130706433:PORT/a => number in disguise
      http://0x7f000001:PORT/a => number in disguise
      http://0x7f.0.0.1:PORT/a => number in disguise
      http://0x7f.1:PORT/a => number in disguise
      http://0X7F.0x0.0X0.1:PORT/a => number in disguise
      http://017700000001:PORT/a => number in disguise
      http://0177.0.0.1:PORT/a => number in disguise
      http://0177.1:PORT/a => number in disguise
      http://127.0.0.1.:PORT/a => number in disguise
      http://127.000.000.001:PORT/a => number in disguise
      http://0:PORT/a => number in disguise
      http://0.0.0.0:PORT/a => this host
      http://0.1.2.3:PORT/a => this host
      http://[::1]:PORT/a => loopback
      http://[0:0:0:0:0:0:0:1]:PORT/a => loopback
      http://[0000:0000:0000:0000:0000:0000:0000:0001]:PORT/a => loopback
      http://[::]:PORT/a => this host
      http://[::ffff:127.0.0.1]:PORT/a => loopback
      http://[::ffff:7f00:1]:PORT/a => loopback
      http://[0:0:0:0:0:ffff:7f00:1]:PORT/a => loopback
      http://[::127.0.0.1]:PORT/a => loopback
      http://[::ffff:0:127.0.0.1]:PORT/a => loopback
      http://[64:ff9b::127.0.0.1]:PORT/a => loopback
      http://[64:ff9b::7f00:1]:PORT/a => loopback
      http://[64:ff9b:1::7f00:1]:PORT/a => translation prefix
      http://[2002:7f00:1::]:PORT/a => loopback
      http://[2002:7f00:1::1]:PORT/a => loopback
      http://[2001:0:7f00:1::]:PORT/a => reserved for protocols
      http://[fe80::1%25lo]:PORT/a => is refused
      http://[fe80::1]:PORT/a => link-local
      http://10.0.0.1:PORT/a => private
      http://10.255.255.255:PORT/a => private
      http://172.16.0.1:PORT/a => private
      http://172.31.255.255:PORT/a => private
      http://192.168.0.1:PORT/a => private
      http://192.168.255.255:PORT/a => private
      http://0x0a000001:PORT/a => number in disguise
      http://012.0.0.1:PORT/a => number in disguise
      http://[::ffff:10.0.0.1]:PORT/a => private
      http://[64:ff9b::10.0.0.1]:PORT/a => private
      http://[2002:0a00:0001::]:PORT/a => private
      http://[fc00::1]:PORT/a => private
      http://[fd12:3456:789a::1]:PORT/a => private
      http://100.64.0.1:PORT/a => carrier
      http://169.254.1.1:PORT/a => link-local
      http://169.254.169.254:PORT/latest/meta-data/ => metadata
      http://2852039166:PORT/latest/meta-data/ => number in disguise
      http://[::ffff:169.254.169.254]:PORT/latest => metadata
      http://[fd00:ec2::254]:PORT/latest => metadata
      http://100.100.100.200:PORT/latest => metadata
      http://168.63.129.16:PORT/machine => metadata
      http://192.0.0.192:PORT/opc => metadata
      http://192.0.2.1:PORT/a => documentation
      http://198.18.0.1:PORT/a => benchmarks
      http://224.0.0.1:PORT/a => multicast
      http://[ff02::1]:PORT/a => multicast
      http://255.255.255.255:PORT/a => broadcast
      http://[fec0::1]:PORT/a => site-local
      http://localhost:PORT/a => loopback
      http://LOCALHOST:PORT/a => loopback
      http://sub.localhost:PORT/a => loopback
      http://inside.example:PORT/a => private
      http://inside.example.:PORT/a => private
      http://inside6.example:PORT/a => loopback
      http://metadata.example:PORT/a => metadata
      http://half.example:PORT/a => private
      http://user@127.0.0.1:PORT/a => user info
      http://user:geheim@open.example/a => user info
      http://open.example%40127.0.0.1:PORT/a => is refused
      http://open.example@127.0.0.1:PORT/a => user info
      http://open.example:80@127.0.0.1:PORT/a => user info
      http://127.0.0.1:PORT%2f@open.example/ => is refused
      http://-open.example/a => no host
      http://open_.-example/a => no host
      http://open..example/a => no host
      http://open.example:22/a => its port is 22
      http://open.example:6379/a => its port is 6379
      http://open.example:19092/a => its port is 19092
      http://open.example:15432/a => its port is 15432
      http://open.example:18080/a => its port is 18080
      http://open.example:18081/a => its port is 18081
      http://open.example:0/a => no port
      http://open.example:65536/a => no port
      http://open.example:99999999999/a => is refused
      //127.0.0.1:PORT/a => is refused
      """;

  private ForbiddenPlaces() {}

  /**
   * @param address as a stranger writes it
   * @param why words in what the operator reads
   */
  record Place(String address, String why) {
    String at(int port) {
      return address.replace("PORT", Integer.toString(port));
    }

    @Override
    public String toString() {
      return address;
    }
  }

  static List<Place> all() {
    return Arrays.stream(TABLE.split("\n"))
        .map(line -> line.split(" => ", 2))
        .map(parts -> new Place(parts[0], parts[1]))
        .toList();
  }
}
