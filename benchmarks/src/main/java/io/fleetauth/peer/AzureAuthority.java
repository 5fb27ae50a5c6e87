// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.peer;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Answers azure-identity in process with a token that lives a day. */
final class AzureAuthority implements HttpClient {

  private static final String TOKEN =
      "{\"token_type\":\"Bearer\",\"expires_in\":86400,\"access_token\":\"access\"}";

  @Override
  public Mono<HttpResponse> send(HttpRequest request) {
    return Mono.just(new Answer(request));
  }

  private static final class Answer extends HttpResponse {

    Answer(HttpRequest request) {
      super(request);
    }

    @Override
    public int getStatusCode() {
      return 200;
    }

    @Override
    @SuppressWarnings("deprecation")
    public @Nullable String getHeaderValue(String name) {
      return getHeaders().getValue(HttpHeaderName.fromString(name));
    }

    @Override
    public HttpHeaders getHeaders() {
      return new HttpHeaders().set(HttpHeaderName.CONTENT_TYPE, "application/json");
    }

    @Override
    public Flux<ByteBuffer> getBody() {
      return Flux.just(ByteBuffer.wrap(TOKEN.getBytes(UTF_8)));
    }

    @Override
    public Mono<byte[]> getBodyAsByteArray() {
      return Mono.just(TOKEN.getBytes(UTF_8));
    }

    @Override
    public Mono<String> getBodyAsString() {
      return Mono.just(TOKEN);
    }

    @Override
    public Mono<String> getBodyAsString(Charset charset) {
      return Mono.just(TOKEN);
    }
  }
}
