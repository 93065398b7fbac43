package io.streamlation.ingest.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressCheckTest {
  private static AddressCheck check(HostPort... allowed) {
    return new AddressCheck(
        Set.of("http", "https"),
        Set.of(80, 443, 8080),
        Set.of(allowed),
        host -> {
          throw new AssertionError("no name may be looked up here: " + host);
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "file:///etc/passwd",
        "concat:http://a/1|http://a/2",
        "subfile,,start,0,end,9,,:/etc/passwd",
        "data:text/plain,x",
        "pipe:0",
        "ftp://example.com/x",
        "gopher://example.com/",
        "-i /etc/passwd",
        "//example.com/x",
        "",
        "http://",
        "http:///x",
        "http://example.com:22/",
        "http://example.com:18080/",
        "http://example.com:99999/",
        "http://user@example.com/",
        "http://user:secret@example.com/",
        "http://example.com@127.0.0.1/",
        "http://127.0.0.1/",
        "http://127.0.0.1:8080/",
        "http://127.1/",
        "http://127.0.1/",
        "http://0/",
        "http://0.0.0.0/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0x7f.1/",
        "http://017700000001/",
        "http://0177.0.0.1/",
        "http://127.0.0.1./",
        "http://127.000.000.001/",
        "http://[::1]/",
        "http://[0:0:0:0:0:0:0:1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:7f00:1]/",
        "http://[::127.0.0.1]/",
        "http://[::ffff:0:127.0.0.1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[64:ff9b:1::7f00:1]/",
        "http://[2002:7f00:1::]/",
        "http://[2002:a00:1::]/",
        "http://[fe80::1]/",
        "http://[fe80::1%25eth0]/",
        "http://[fc00::1]/",
        "http://[fd00:ec2::254]/",
        "http://[fec0::1]/",
        "http://[ff02::1]/",
        "http://[::]/",
        "http://10.0.0.1/",
        "http://172.16.0.1/",
        "http://172.31.255.255/",
        "http://192.168.1.1/",
        "http://100.64.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://100.100.100.200/",
        "http://168.63.129.16/",
        "http://192.0.0.192/",
        "http://198.18.0.1/",
        "http://224.0.0.1/",
        "http://255.255.255.255/",
        "http://ex ample.com/",
        "http://exa\u0000mple.com/",
        "http://example.com/\r\nHost: inside",
        "http://example.com\r\n/",
        "http://exämple.com/",
        "http://\u24d4xample.com/",
        "http://-example-.com:abc/",
        "http://-rf.example.com/",
      })
  void refuses(String address) {
    assertThatThrownBy(() -> check().admit(address)).isInstanceOf(AddressRefused.class);
  }

  @ParameterizedTest
  @CsvSource({
    "http://example.com, http://example.com/",
    "HTTPS://EXAMPLE.com/A/b?c=d#e, https://example.com/A/b?c=d",
    "http://example.com:8080/live.m3u8, http://example.com:8080/live.m3u8",
    "http://93.184.216.34/x, http://93.184.216.34/x",
    "http://172.32.0.1/x, http://172.32.0.1/x",
    "http://[2606:2800:220:1::1]/x, http://[2606:2800:220:1::1]/x",
    "http://xn--exmple-cua.com/x, http://xn--exmple-cua.com/x",
    "http://a.example/seg 1|2.ts, http://a.example/seg%201%7C2.ts",
    "http://1host.example/, http://1host.example/",
  })
  void admitsInOneSpelling(String address, String expected) throws Exception {
    assertThat(check().admit(address)).hasToString(expected);
  }

  @Test
  void aSecretInAnAddressIsNotRepeatedInTheRefusal() {
    assertThatThrownBy(() -> check().admit("http://user:geheim@example.com/"))
        .hasMessageNotContaining("geheim");
    assertThatThrownBy(() -> check().admit("http://10.0.0.1/x?token=geheim"))
        .hasMessageNotContaining("geheim");
    assertThatThrownBy(() -> check().admit("http://example.com:22/x?token=geheim"))
        .hasMessageNotContaining("geheim");
  }

  @Test
  void aReferenceIsCheckedWhereItLeads() throws Exception {
    URI base = URI.create("http://example.com/a/list.m3u8");
    assertThat(check().admit(base, "seg.ts")).hasToString("http://example.com/a/seg.ts");
    assertThat(check().admit(base, "../b/seg.ts")).hasToString("http://example.com/b/seg.ts");
    for (String inside :
        List.of("//127.0.0.1/x", "file:///etc/passwd", "http://[::1]/", "http://10.1.1.1/k")) {
      assertThatThrownBy(() -> check().admit(base, inside))
          .as(inside)
          .isInstanceOf(AddressRefused.class);
    }
  }

  @Test
  void anAllowedPlaceIsExactlyThatPlace() throws Exception {
    AddressCheck check = check(new HostPort("127.0.0.1", 18_090));
    assertThat(check.admit("http://127.0.0.1:18090/x")).hasToString("http://127.0.0.1:18090/x");
    for (String other :
        List.of(
            "http://127.0.0.1/x",
            "http://127.0.0.1:18091/x",
            "http://127.0.0.2:18090/x",
            "http://[::1]:18090/x",
            "ftp://127.0.0.1:18090/x",
            "http://a@127.0.0.1:18090/x",
            "http://127.1:18090/x")) {
      assertThatThrownBy(() -> check.admit(other)).as(other).isInstanceOf(AddressRefused.class);
    }
  }

  @Test
  void aNameIsJudgedByEveryNumberBehindIt() throws Exception {
    InetAddress open = InetAddress.getByName("93.184.216.34");
    InetAddress closed = InetAddress.getByName("10.0.0.1");
    assertThat(naming(open).resolve("a.example", 80)).containsExactly(open);
    assertThatThrownBy(() -> naming(open, closed).resolve("a.example", 80))
        .isInstanceOf(AddressRefused.class)
        .hasMessageContaining("10.0.0.1")
        .hasMessageContaining("private");
  }

  @Test
  void ourOwnAddressesAreClosed() throws Exception {
    List<InetAddress> own = new ArrayList<>();
    NetworkInterface.networkInterfaces().flatMap(NetworkInterface::inetAddresses).forEach(own::add);
    for (InetAddress address : own) {
      assertThatThrownBy(() -> naming(address).resolve("a.example", 80))
          .as(address.getHostAddress())
          .isInstanceOf(AddressRefused.class);
    }
  }

  @Test
  void anAllowedNameMayLeadInside() throws Exception {
    InetAddress closed = InetAddress.getByName("10.0.0.1");
    AddressCheck check =
        new AddressCheck(
            Set.of("http"),
            Set.of(80),
            Set.of(new HostPort("encoder.lab", 8554)),
            host -> List.of(closed));
    assertThat(check.resolve("encoder.lab", 8554)).containsExactly(closed);
    assertThatThrownBy(() -> check.resolve("encoder.lab", 80)).isInstanceOf(AddressRefused.class);
  }

  private static AddressCheck naming(InetAddress... numbers) {
    return new AddressCheck(Set.of("http"), Set.of(80), Set.of(), host -> List.of(numbers));
  }
}
