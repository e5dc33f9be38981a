package policy

import (
	"github.com/driftsync/driftsync/plugins/sdk/wordlist"
)

// Who gives out keys that no prefix tells.
var issuers = wordlist.New(
	"adafruit", "adobe", "airbrake", "airtable", "algolia", "alchemy", "amplitude", "anthropic", "apiflash", "apify", "apilayer", "appveyor", "asana", "atlassian", "auth0", "aws", "azure", "bannerbear", "beamer", "bitbucket", "bitfinex", "bitly",
	"blazemeter", "bugsnag", "buttercms", "calendly", "circleci", "clarifai", "clearbit", "clickup", "cloudflare", "cloudinary", "cloudsmith", "codacy", "codeclimate", "codecov", "cohere", "coinbase", "confluent", "contentful", "convertkit",
	"coveralls", "crowdin", "databricks", "datadog", "deepgram", "deepl", "digitalocean", "discord", "docker", "doppler", "drone", "dropbox", "duo", "dynatrace", "easypost", "elastic", "etherscan", "etsy", "eventbrite", "facebook", "fastly", "figma", "finicity",
	"finnhub", "firebase", "fleetbase", "flickr", "flutterwave", "foursquare", "frameio", "freshbooks", "freshdesk", "freshworks", "geoip", "gitea", "github", "gitlab", "gitter", "gocardless", "grafana", "groq", "harness", "helpscout", "heroku",
	"honeycomb", "hubspot", "huggingface", "infura", "instamojo", "intercom", "ipinfo", "ipstack", "jenkins", "jfrog", "jira", "jumpcloud", "kraken", "kucoin", "launchdarkly", "linear", "linkedin", "lob", "loggly", "looker", "mailboxlayer", "mailchimp", "mailgun",
	"mailjet", "mapbox", "mattermost", "maxmind", "messagebird", "mistral", "mixpanel", "moralis", "netlify", "newrelic", "newsapi", "nexmo", "ngrok", "notion", "npm", "nuget", "nvidia", "nytimes", "okta", "openai", "openweather", "opsgenie", "paddle", "pagerduty", "pandadoc",
	"paypal", "perplexity", "pinata", "pinecone", "pingdom", "pipedrive", "plaid", "planetscale", "plivo", "postmark", "posthog", "prefect", "pubnub", "pulumi", "pusher", "pypi", "quicknode", "rapidapi", "razorpay", "readme", "replicate", "rollbar", "rubygems", "runscope",
	"salesforce", "sanity", "scalingo", "scrapeowl", "scrapfly", "segment", "sendbird", "sendgrid", "sendinblue", "sentry", "serpapi", "shippo", "shodan", "shopify", "sidekiq", "slack", "smartling", "snyk", "sonar", "sonarqube", "splunk", "spotify", "square", "squarespace", "stripe",
	"sumologic", "supabase", "surge", "telegram", "tailscale", "terraform", "tines", "todoist", "travis", "trello", "twilio", "twitch", "twitter", "typeform", "unsplash", "unseal", "uploadcare", "urlscan", "vault", "vercel", "virustotal", "vonage", "wakatime", "weatherbit", "webex", "webflow", "woocommerce",
	"wrike", "yandex", "youtube", "zapier", "zendesk", "zeplin", "zerobounce", "zoho", "zoom",
)
