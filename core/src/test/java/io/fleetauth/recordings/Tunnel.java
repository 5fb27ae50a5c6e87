// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.recordings;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP proxy that leads every CONNECT to one port of this machine, so that a client can speak to
 * a service by its real name.
 */
public final class Tunnel implements AutoCloseable {

  private final int target;
  private final @Nullable String authorization;
  private final ServerSocket server;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final List<String> heads = new CopyOnWriteArrayList<>();

  Tunnel(int target) {
    this(target, null);
  }

  /**
   * @param authorization the {@code Proxy-Authorization} without which the answer is 407; {@code
   *     null} to lead everybody
   */
  public Tunnel(int target, @Nullable String authorization) {
    this.target = target;
    this.authorization = authorization;
    try {
      this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    thread(this::accept);
  }

  public InetSocketAddress address() {
    return InetSocketAddress.createUnresolved("127.0.0.1", server.getLocalPort());
  }

  /** Returns the heads of the CONNECT requests so far, oldest first. */
  public List<String> heads() {
    return List.copyOf(heads);
  }

  private void accept() {
    try {
      while (!server.isClosed()) {
        Socket client = server.accept();
        sockets.add(client);
        thread(() -> lead(client));
      }
    } catch (IOException e) {
      close();
    }
  }

  private void lead(Socket client) {
    try {
      String head = readHead(client.getInputStream());
      heads.add(head);
      if (!mayPass(head)) {
        answer(client, "407 Proxy Authentication Required");
        quietly(client);
        return;
      }
      var service = new Socket(InetAddress.getLoopbackAddress(), target);
      sockets.add(service);
      answer(client, "200 OK");
      thread(() -> pump(service, client));
      pump(client, service);
    } catch (IOException e) {
      quietly(client);
    }
  }

  private boolean mayPass(String head) {
    return authorization == null
        || head.toLowerCase(Locale.ROOT)
            .contains(("proxy-authorization: " + authorization + "\r\n").toLowerCase(Locale.ROOT));
  }

  private static void answer(Socket client, String status) throws IOException {
    String head = "HTTP/1.1 " + status + "\r\n\r\n";
    client.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
  }

  private static String readHead(InputStream in) throws IOException {
    var head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("no CONNECT");
      }
      head.append((char) next);
    }
    return head.toString();
  }

  private static void pump(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException e) {
      quietly(from);
    }
    quietly(to);
  }

  private static void thread(Runnable work) {
    var thread = new Thread(work, "tunnel");
    thread.setDaemon(true);
    thread.start();
  }

  private static void quietly(AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception e) {
      Thread.yield(); // it is closed already
    }
  }

  @Override
  public void close() {
    quietly(server);
    sockets.forEach(Tunnel::quietly);
  }
}
