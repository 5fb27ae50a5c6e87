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
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * An HTTP proxy that leads every CONNECT to one port of this machine, so that a client can speak to
 * a service by its real name.
 */
final class Tunnel implements AutoCloseable {

  private final int target;
  private final ServerSocket server;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();

  Tunnel(int target) {
    this.target = target;
    try {
      this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    thread(this::accept);
  }

  InetSocketAddress address() {
    return InetSocketAddress.createUnresolved("127.0.0.1", server.getLocalPort());
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
      skipHead(client.getInputStream());
      var service = new Socket(InetAddress.getLoopbackAddress(), target);
      sockets.add(service);
      client.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      thread(() -> pump(service, client));
      pump(client, service);
    } catch (IOException e) {
      quietly(client);
    }
  }

  private static void skipHead(InputStream in) throws IOException {
    String end = "";
    while (!end.equals("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("no CONNECT");
      }
      end = (end + (char) next).substring(Math.max(0, end.length() - 3));
    }
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
