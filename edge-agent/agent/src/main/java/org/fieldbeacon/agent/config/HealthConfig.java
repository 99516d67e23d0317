package org.fieldbeacon.agent.config;

/// Where `/health` and `/metrics` are served.
///
/// @param host address to listen on; only this machine's own when the file is silent
/// @param port 0..65535; 0 takes a free one
public record HealthConfig(String host, int port) {
  public static final String DEFAULT_HOST = "127.0.0.1";
  public static final int DEFAULT_PORT = 8080;
}
