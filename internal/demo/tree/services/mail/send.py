"""Order mails."""
import os
import smtplib
from email.message import EmailMessage

SENDER = "orders@shop.example"
SUBJECT = "Your order is on its way"
RETRIES = 3


def connect():
    host = os.environ["SMTP_HOST"]
    server = smtplib.SMTP(host, int(os.environ.get("SMTP_PORT", "587")))
    server.login(os.environ["SMTP_USER"], os.environ["SMTP_PASSWORD"])
    return server


def compose(to, order_id):
    message = EmailMessage()
    message["From"] = SENDER
    message["To"] = to
    message["Subject"] = SUBJECT
    message.set_content(f"Order {order_id} has left the warehouse.")
    return message


class Mailer:
    def __init__(self):
        self.server = connect()

    def send(self, to, order_id):
        self.server.send_message(compose(to, order_id))


async def send_all(mailer, orders):
    for to, order_id in orders:
        mailer.send(to, order_id)
