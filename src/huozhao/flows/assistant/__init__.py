"""The assistant: talks, the merchant's knowledge, tools over orders and goods, proposals, and the service desk."""
