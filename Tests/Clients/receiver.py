"""A receiver of webhooks: keeps what it is sent and answers with what it is told to."""
import hashlib
import hmac
import http.server
import json
import ssl
import threading
import time


class Receiver:
    def __init__(self, status=200, seconds=0, port=0, certificate=None):
        self.status, self.seconds = status, seconds
        self.statuses = []
        self.received = []
        self.arrived = threading.Condition()
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                with receiver.arrived:
                    status = receiver.statuses.pop(0) if receiver.statuses else receiver.status
                    receiver.received.append(Delivery(self.path, dict(self.headers), body, time.monotonic()))
                    receiver.arrived.notify_all()
                time.sleep(receiver.seconds)
                self.send_response(status)
                if 300 <= status < 400:
                    self.send_header("Location", receiver.url("/elsewhere"))
                self.send_header("Content-Length", "2")
                self.end_headers()
                self.wfile.write(b"ok")

            def log_message(self, *_):
                pass

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_):
                """A daemon that was killed hears no answer."""

        self.server = Server(("127.0.0.1", port), Handler)
        self.scheme = "http"
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*certificate)
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True, do_handshake_on_connect=False)
            self.scheme = "https"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def url(self, path="/hook"):
        return f"{self.scheme}://127.0.0.1:{self.server.server_port}{path}"

    def wait(self, count, event=None, seconds=15):
        """The deliveries, once there are so many of this event."""
        with self.arrived:
            chosen = lambda: [d for d in self.received if event in (None, d.event)]
            self.arrived.wait_for(lambda: len(chosen()) >= count, timeout=seconds)
            assert len(chosen()) >= count, f"{len(chosen())} of {count} {event}: {[d.event for d in self.received]}"
            return chosen()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class Delivery:
    def __init__(self, path, headers, body, at):
        self.path, self.headers, self.body, self.at = path, headers, body, at
        self.json = json.loads(body)
        self.event, self.id = headers["X-Webhook-Event"], self.json["event_id"]

    def is_signed(self, secret):
        signature = hmac.new(secret.encode(), self.body, hashlib.sha256).hexdigest()
        return self.headers["X-Webhook-Signature"] == signature and self.headers["X-TradeReady-Signature"] == "sha256=" + signature
