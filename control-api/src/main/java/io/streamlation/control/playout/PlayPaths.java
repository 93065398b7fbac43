package io.streamlation.control.playout;

import io.streamlation.control.playout.PlayAddress.Kind;
import io.streamlation.control.system.OwnPaths;
import io.swagger.v3.core.converter.AnnotatedType;
import io.swagger.v3.core.converter.ModelConverters;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.SpecVersion;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import java.util.List;
import org.springframework.stereotype.Component;

/** The addresses under {@code /play} as the API page tells them. */
@Component
class PlayPaths implements OwnPaths {
  private static final String SCHEMAS = "#/components/schemas/";

  @Override
  public void describe(OpenAPI api) {
    ModelConverters.getInstance(true)
        .readAllAsResolvedSchema(new AnnotatedType(PlayInfo.class))
        .referencedSchemas
        .forEach(api.getComponents()::addSchemas);
    ModelConverters.getInstance(true).read(PlayInfo.class).forEach(api.getComponents()::addSchemas);
    for (Kind kind : Kind.values()) {
      Operation operation =
          new Operation()
              .operationId(kind.operationId())
              .summary(kind.summary())
              .addTagsItem("play")
              .security(List.of()) // the token stands in the path
              .addParametersItem(parameter("path", "token", true))
              .responses(
                  new ApiResponses()
                      .addApiResponse(
                          "200",
                          new ApiResponse()
                              .description("OK")
                              .content(
                                  new Content()
                                      .addMediaType(
                                          kind.mediaType(),
                                          new MediaType().schema(answer(kind))))));
      kind.variables().forEach(name -> operation.addParametersItem(parameter("path", name, true)));
      if (kind.canBeAwaited()) {
        operation.addParametersItem(parameter("query", PlayAddress.AWAITED, false));
      }
      api.path(PlayAddress.BEGIN + "{token}/" + kind.template(), new PathItem().get(operation));
    }
  }

  private static Schema<?> answer(Kind kind) {
    return switch (kind) {
      case INFO -> new Schema<>(SpecVersion.V31).$ref(SCHEMAS + PlayInfo.class.getSimpleName());
      case MEDIA_SEGMENT -> text().format("binary");
      default -> text();
    };
  }

  private static Parameter parameter(String in, String name, boolean required) {
    return new Parameter().in(in).name(name).required(required).schema(text());
  }

  private static Schema<?> text() {
    Schema<?> text = new Schema<>(SpecVersion.V31);
    text.addType("string");
    return text;
  }
}
