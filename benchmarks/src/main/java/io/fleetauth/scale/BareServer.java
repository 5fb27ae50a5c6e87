// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.scale;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.fleetauth.server.DataFolder;
import io.fleetauth.server.tls.LocalCa;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.LoopResources;

/**
 * Answers every request with the same bytes: what a server of tokens could be at most. With Netty
 * alone or with Reactor Netty and nothing else.
 */
public final class BareServer {

  private final HttpHeaders headers = new DefaultHttpHeaders();
  private final ByteBuf body;
  private final @Nullable SslContext tls;

  private BareServer(Path answer, @Nullable SslContext tls) throws IOException {
    this.tls = tls;
    String text = Files.readString(answer, ISO_8859_1);
    int end = text.indexOf("\n\n");
    for (String line : text.substring(0, end).split("\n")) {
      int colon = line.indexOf(':');
      headers.add(line.substring(0, colon), line.substring(colon + 1));
    }
    String content = text.substring(end + 2);
    body = Unpooled.unreleasableBuffer(Unpooled.directBuffer());
    body.writeCharSequence(content, UTF_8);
  }

  /**
   * Listens on loopback until the process ends.
   *
   * @param args {@code netty} or {@code reactor-netty}, the port, the file with the answer (its
   *     headers, an empty line, the body), and for TLS the data folder of the gateway
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    int port = Integer.parseInt(args[1]);
    SslContext tls =
        args.length < 4
            ? null
            : LocalCa.open(
                    DataFolder.open(Path.of(args[3])).certificates(), List.of(), Clock.systemUTC())
                .serverContext();
    var server = new BareServer(Path.of(args[2]), tls);
    if (args[0].equals("netty")) {
      server.netty(port);
    } else {
      server.reactorNetty(port);
    }
  }

  private void reactorNetty(int port) {
    var plain =
        HttpServer.create()
            .host("127.0.0.1")
            .port(port)
            .handle(
                (request, response) -> {
                  headers.forEach(h -> response.header(h.getKey(), h.getValue()));
                  return response.sendObject(body.duplicate());
                });
    SslContext context = tls;
    var server = context == null ? plain : secured(plain, context);
    server.bindNow().onDispose().block();
  }

  private static HttpServer secured(HttpServer plain, SslContext tls) {
    return plain
        .protocol(HttpProtocol.H2, HttpProtocol.HTTP11)
        .secure(spec -> spec.sslContext(tls));
  }

  /** On the event loops that Reactor Netty would take, so that both have the same transport. */
  private void netty(int port) throws InterruptedException {
    LoopResources loops = LoopResources.create("bare");
    new ServerBootstrap()
        .group(loops.onServerSelect(true), loops.onServer(true))
        .channel(
            loops.onChannelClass(
                io.netty.channel.socket.ServerSocketChannel.class, loops.onServer(true)))
        .childHandler(
            new ChannelInitializer<SocketChannel>() {
              @Override
              protected void initChannel(SocketChannel channel) {
                SslContext context = tls;
                if (context != null) {
                  channel.pipeline().addLast(context.newHandler(channel.alloc()));
                }
                channel
                    .pipeline()
                    .addLast(new FlushConsolidationHandler())
                    .addLast(new HttpServerCodec())
                    .addLast(new Constant());
              }
            })
        .bind("127.0.0.1", port)
        .sync()
        .channel()
        .closeFuture()
        .sync();
  }

  private final class Constant extends SimpleChannelInboundHandler<HttpObject> {

    @Override
    protected void channelRead0(ChannelHandlerContext context, HttpObject part) {
      if (part instanceof LastHttpContent) {
        var answer =
            new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                HttpResponseStatus.OK,
                body.duplicate(),
                headers.copy(),
                new DefaultHttpHeaders());
        context.writeAndFlush(answer);
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      Channel channel = context.channel();
      channel.close();
    }
  }
}
