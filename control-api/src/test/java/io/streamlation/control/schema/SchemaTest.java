package io.streamlation.control.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import io.streamlation.contracts.v1.Caption;
import io.streamlation.control.ControlApiUnderTest;
import java.io.ByteArrayInputStream;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;

class SchemaTest {
  private final ControlApiUnderTest api = ControlApiUnderTest.shared();

  private HttpResponse<byte[]> get(String path) throws Exception {
    return HttpClient.newHttpClient()
        .send(api.request(path).GET().build(), BodyHandlers.ofByteArray());
  }

  @Test
  void servesTheDescriptorsOfEveryMessageWithTheirComments() throws Exception {
    var answer = get("/api/v1/contracts/streamlation.desc");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("ETag")).isPresent();
    FileDescriptorSet set = FileDescriptorSet.parseFrom(answer.body());
    FileDescriptorProto captions =
        set.getFileList().stream()
            .filter(f -> f.getName().equals("streamlation/v1/caption.proto"))
            .findFirst()
            .orElseThrow();
    assertThat(captions.getMessageType(0).getFieldList())
        .extracting(FieldDescriptorProto::getName)
        .isEqualTo(Caption.getDescriptor().getFields().stream().map(f -> f.getName()).toList());
    assertThat(captions.getSourceCodeInfo().getLocationList())
        .anyMatch(l -> l.getLeadingComments().contains("Consumers upsert by id"));
  }

  @Test
  void servesTheProtoFilesThemselves() throws Exception {
    var answer = get("/api/v1/contracts/streamlation-protos.zip");
    assertThat(answer.statusCode()).isEqualTo(200);
    List<String> names = new ArrayList<>();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(answer.body()))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        names.add(entry.getName());
        assertThat(new String(zip.readAllBytes(), StandardCharsets.UTF_8))
            .contains("package streamlation.v1;");
      }
    }
    assertThat(names).contains("streamlation/v1/caption.proto", "streamlation/v1/audio.proto");
  }

  @Test
  void wantsATokenLikeEverythingElse() {
    assertThat(api.send(api.anonymous("/api/v1/contracts/streamlation.desc").GET()).status())
        .isEqualTo(401);
  }
}
