package io.streamlation.control.system;

import io.streamlation.control.problem.Problem;
import io.swagger.v3.core.converter.AnnotatedType;
import io.swagger.v3.core.converter.ModelConverters;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import io.swagger.v3.oas.models.servers.Server;
import java.util.List;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the generated API page says besides what the code says. */
@Configuration
class ApiDescription {
  private static final String BEARER = "bearer";
  private static final String PROBLEM = "#/components/schemas/Problem";

  @Bean
  OpenAPI api(List<OwnPaths> others) {
    OpenAPI api = general();
    others.forEach(paths -> paths.describe(api));
    return api;
  }

  private static OpenAPI general() {
    return new OpenAPI()
        .info(
            new Info()
                .title("Streamlation control API")
                .version("v1")
                .description(
                    """
                    Live streams captioned and translated while they happen. Every call needs the owner's token or a browser's, \
                    loopback included. Errors are problem+json whose type is an address that answers. The live socket \
                    is /api/v1/live: its messages are LiveRequest and LiveMessage of contracts/live.proto, in \
                    protobuf's canonical JSON; the first one is identify, with a ticket from /api/v1/ws-tickets."""))
        .servers(List.of(new Server().url("/")))
        .components(
            new Components()
                .addSecuritySchemes(
                    BEARER, new SecurityScheme().type(SecurityScheme.Type.HTTP).scheme("bearer")))
        .addSecurityItem(new SecurityRequirement().addList(BEARER));
  }

  /** Every operation may answer with a problem. */
  @Bean
  OpenApiCustomizer problems() {
    return api -> {
      ModelConverters.getInstance(true)
          .readAllAsResolvedSchema(new AnnotatedType(Problem.class))
          .referencedSchemas
          .forEach(api.getComponents()::addSchemas);
      ModelConverters.getInstance(true)
          .read(Problem.class)
          .forEach(api.getComponents()::addSchemas);
      api.getPaths()
          .values()
          .forEach(
              path ->
                  path.readOperations()
                      .forEach(
                          operation ->
                              operation
                                  .getResponses()
                                  .addApiResponse("default", problemResponse())));
    };
  }

  private static ApiResponse problemResponse() {
    return new ApiResponse()
        .description("Refused, with words")
        .content(
            new Content()
                .addMediaType(
                    Problem.MEDIA_TYPE, new MediaType().schema(new Schema<>().$ref(PROBLEM))));
  }
}
