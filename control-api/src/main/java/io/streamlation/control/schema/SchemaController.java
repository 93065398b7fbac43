package io.streamlation.control.schema;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import io.streamlation.contracts.Topics;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.time.LocalDateTime;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.util.DigestUtils;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Two files at addresses that stay; their ETag changes when a message does. */
@Tag(name = "contracts")
@RestController
class SchemaController {
  private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

  private final byte[] descriptors;
  private final byte[] sources;

  SchemaController() throws IOException {
    descriptors = resource("streamlation.desc");
    sources = zipOf(FileDescriptorSet.parseFrom(descriptors));
  }

  @Operation(
      operationId = "getDescriptorSet",
      summary = "The messages of all topics as a protobuf FileDescriptorSet, comments included")
  @ApiResponse(
      responseCode = "200",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_OCTET_STREAM_VALUE,
              schema = @Schema(type = "string", format = "binary")))
  @GetMapping("/api/v1/contracts/streamlation.desc")
  ResponseEntity<byte[]> descriptorSet() {
    return file("streamlation.desc", descriptors);
  }

  @Operation(operationId = "getProtoFiles", summary = "The same as .proto files in a zip")
  @ApiResponse(
      responseCode = "200",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_OCTET_STREAM_VALUE,
              schema = @Schema(type = "string", format = "binary")))
  @GetMapping("/api/v1/contracts/streamlation-protos.zip")
  ResponseEntity<byte[]> protoFiles() {
    return file("streamlation-protos.zip", sources);
  }

  private static ResponseEntity<byte[]> file(String name, byte[] content) {
    return ResponseEntity.ok()
        .eTag(DigestUtils.md5DigestAsHex(content))
        .contentType(MediaType.APPLICATION_OCTET_STREAM)
        .header(
            HttpHeaders.CONTENT_DISPOSITION,
            ContentDisposition.attachment().filename(name).build().toString())
        .body(content);
  }

  private static byte[] zipOf(FileDescriptorSet set) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (FileDescriptorProto file : set.getFileList()) {
        ZipEntry entry = new ZipEntry(file.getName());
        entry.setTimeLocal(NO_TIME); // same messages, same bytes
        zip.putNextEntry(entry);
        zip.write(resource(file.getName()));
      }
    }
    return bytes.toByteArray();
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = Topics.class.getResourceAsStream("/" + name)) {
      if (in == null) {
        throw new FileNotFoundException(name + " is not in the contracts' jar");
      }
      return in.readAllBytes();
    }
  }
}
