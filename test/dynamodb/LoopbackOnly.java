import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import software.amazon.dynamodb.services.local.main.ServerRunner;

/** DynamoDB Local on a free port of the loopback interface, and told to nobody: by itself it listens to the whole network. */
class LoopbackOnly {
  public static void main(String[] arguments) throws Exception {
    // The port must be one; it is not the one that is opened.
    var proxy = ServerRunner.createServerFromCommandLineArgs(new String[] {"-inMemory", "-disableTelemetry", "-port", "8000"});
    var server = proxy.getClass().getDeclaredField("server");
    server.setAccessible(true);
    var connector = (ServerConnector) ((Server) server.get(proxy)).getConnectors()[0];
    connector.setHost("127.0.0.1");
    connector.setPort(0);
    proxy.start();
    System.out.println("listening on port " + connector.getLocalPort());
    proxy.join();
  }
}
